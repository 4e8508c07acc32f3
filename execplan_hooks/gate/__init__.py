"""A git change beside the plans that govern it: what is compared, which plan governs, which contract counts."""
