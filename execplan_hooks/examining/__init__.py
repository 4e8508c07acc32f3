"""From the files of a run to what came of each, in this process or in several, or as it was before."""
