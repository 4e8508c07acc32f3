"""What is reported of the check itself: ids that are no rules, with the text that explains each."""

from __future__ import annotations

from collections.abc import Mapping

NOT_CHECKED = "not-checked"
SUPPRESSION = "suppression"

DOCUMENTATION: Mapping[str, str] = {
    NOT_CHECKED: """\
Something could not be checked, and it says why.

What it does: reports what stands in the way of a check: a file that is no UTF-8, is too large or too deeply nested,
front matter that is no YAML, a plan whose headings fit no dialect although the configuration says that it is one, and a
change that could not be compared as a whole. It is no rule: it is an error everywhere, cannot be switched off or
suppressed, is in no baseline, and counts wherever a change looks.

Why: what nobody looked at must not pass as if it were right.

Fix: make the file readable, as the message says; then it is checked.
""",
    SUPPRESSION: """\
A comment that leaves out findings has a reason, names rules that exist, and leaves something out.

What it does: reports as errors the comments `<!-- execplan: allow RULE -- reason -->` that do not work: without a
reason, with another form, with the name of no rule or of one that cannot be suppressed. Those that leave nothing out
are warnings, and a finding that is suppressed in some of its lines only, which counts for the others, gets a notice.
It is no rule: it cannot be switched off or suppressed, and is in no baseline.

Why: whoever reads such a comment believes that a finding does not count, and why.

Fix: answer the finding and remove the comment. What a finding cannot be answered with is for planning to decide.
""",
}
"""By id, in the form of the rules' own documentation."""
