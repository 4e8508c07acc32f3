"""`execplan lint --fix` and `--diff`: what rules propose, applied where it holds; files replaced, or a difference."""
