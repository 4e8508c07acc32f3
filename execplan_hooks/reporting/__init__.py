"""How far plans are: figures of each plan, the completion report of a session, and their totals."""
