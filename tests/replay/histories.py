"""Random histories with hundreds of commits, each as a repository: the same seed makes the same one.

linear   one branch: renames, deletions, mode and type changes, links, submodules, odd names; the plan now and then
         loses its contract, is amended, deleted and written anew
merged   `main` goes on and is merged again and again; the contract is amended on `main` and on the branch
reborn   the plan comes only within the range, after planning or amid the work; it is finished, moved, given another
         branch, deleted and born again
several  two branches with a plan each, which `main` collects; each one's contract judges the other's work too
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.gating import DONE, PLAN, session_plan
from tests.replay.fastimport import EXECUTABLE, FILE, LINK, SUBMODULE, Importer, Tree

OTHER = "docs/exec-plans/active/b.md"
_FOLDERS = (
    *(b"", b"src/", b"src/api/", b"src/core/", b"src/web/", b"src/web/deep/er/", b"tests/", b"tests/unit/", b"docs/"),
    *(b"infra/", b"infra/k8s/", b"infra/docs/", b"vendor/", b"app/[id]/", b"SRC/api/"),
)
_NAMES = (
    *(b"a.py", b"b.py", b"util.py", b"test_a.py", b"secret.py", b"a.md", b"b.md", b"c.md", b"page.tsx", b"prod.tf"),
    *(
        b"probe.yaml",
        b"README.md",
        b"caf\xc3\xa9.md",
        b"cafe\xcc\x81.md",
        b"new\nline.py",
        b'quo"te.py',
        b"\xff\xfe.py",
    ),
    *(b"-leading", b"with space.py", b"back\\slash.py", b"*", b"::error file=x::y", b"a.py ", b"A.py", b"$(x)`y`;z"),
)
_PLANNING = (
    *(b"docs/exec-plans/index.md", b"docs/exec-plans/active/index.md", b"docs/exec-plans/completed/index.md"),
    *(b"docs/exec-plans/completed/old.md", b"docs/exec-plans/README.md", b"docs/exec-plans/active/c.md"),
)
_INCLUDE = (
    *("`src/api/...`", "`src/core/`", "`src/web`", "`src/web/**`", "`tests/**/test_*.py`", "`src/*.py`", "`docs/`"),
    *("`src/**/util.py`", "`README.md`", "`app/[id]/page.tsx`", "`docs/{a,b}.md`", "`docs/caf\u00e9.md`", "`src/we?/`"),
    *("`src/core/...` except `src/core/secret.py`", "`infra/k8s/*.yaml` (only if the probe changes)", "`*/a.py`"),
    *("`src/api/a.py`, `docs/b.md`", "`../other/x.py`", "`*`", "`/etc/passwd`", "what the parser needs", "`tests/un*`"),
    *("`src/` except `src/api/`", "`.`", "`**/b.py`", "none"),
)
_EXCLUDE = (
    *("`infra/...`", "`infra/k8s/`", "`src/api/secret.py`", "`src/core/secret.py` (unless explicitly approved)"),
    *(
        "`**/*.tf`",
        "`vendor`",
        "`infra/` except `infra/docs/`",
        "`src/web/deep/...`",
        "the database",
        "`/var/...`",
        "none",
    ),
)


@dataclass(frozen=True)
class History:
    """A repository with what is to be replayed in it: plans, and ranges as (base, head)."""

    path: Path
    plans: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    commits: int


class _Maker:
    """The history so far, and random changes to a tree."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made = Importer()

    def start(self) -> dict[bytes, tuple[str, bytes]]:
        tree: dict[bytes, tuple[str, bytes]] = {}
        for _ in range(60):
            self._add(tree)
        return tree

    def tree(self, branch: str) -> dict[bytes, tuple[str, bytes]]:
        """The tree of a branch, to be changed."""
        return dict(self.made.trees[self.made.branches[branch]])

    def work(self, tree: dict[bytes, tuple[str, bytes]], most: int = 4) -> None:
        """Up to so many random changes, of any file but plans."""
        kinds: list[tuple[Callable[[dict[bytes, tuple[str, bytes]]], None], int]] = [
            *((self._add, 5), (self._modify, 6), (self._delete, 2), (self._rename, 3), (self._chmod, 2)),
            *((self._retype, 1), (self._link, 1), (self._submodule, 1), (self._fold, 1), (self._index, 1)),
        ]
        for _ in range(self.random.randint(1, most)):
            self.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0](tree)

    def plan(self, branch: str = "feat/a", status: str = "In Progress", declared: bool = True) -> tuple[str, bytes]:
        """A plan with a random contract, or with none."""
        include = self.random.sample(_INCLUDE, self.random.randint(1, 6)) if declared else []
        exclude = self.random.sample(_EXCLUDE, self.random.randint(1, 3)) if declared else []
        if self.random.random() < 0.05 and declared:
            include, exclude = ["what the parser needs"], ["the database"]
        text = session_plan(branch, include, exclude, status) + f"\nrevision {self.random.random()}\n"
        return FILE, text.encode()

    def merge(self, into: str, other: str, base: Tree) -> None:
        """A merge of two branches that were last alike in `base`; where both differ from it, either side or a third
        content."""
        ours, theirs = self.tree(into), self.tree(other)
        merged = dict(ours)
        for path in sorted(theirs.keys() | ours.keys()):
            if theirs.get(path) == ours.get(path) or theirs.get(path) == base.get(path):
                continue
            if ours.get(path) != base.get(path):  # a conflict
                kind = self.random.randrange(3)
                if kind == 0:
                    continue
                if kind == 1 and path in ours and path in theirs and not path.startswith(b"docs/exec-plans/"):
                    merged[path] = (FILE, b"resolved %d\n" % self.random.getrandbits(40))
                    continue
            merged.pop(path, None)
            if path in theirs:
                merged[path] = theirs[path]
        for path in [path for path in merged if not _fits(merged, path)]:
            if any(other_path.startswith(path + b"/") for other_path in merged):
                del merged[path]  # a file where the other side has a folder
        self.made.commit(into, merged, [self.made.branches[into], self.made.branches[other]])

    def _pick(self, tree: Tree) -> bytes | None:
        paths = sorted(path for path in tree if not path.startswith(b"docs/exec-plans/"))
        return self.random.choice(paths) if paths else None

    def _content(self) -> bytes:
        return b"%d\n" % self.random.getrandbits(40)

    def _add(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self.random.choice(_FOLDERS) + self.random.choice(_NAMES)
        if path not in tree and _fits(tree, path):
            tree[path] = (FILE, self._content())

    def _modify(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self._pick(tree)
        if path is not None and tree[path][0] in (FILE, EXECUTABLE):
            tree[path] = (tree[path][0], self._content())

    def _delete(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self._pick(tree)
        if path is not None and len(tree) > 20:
            del tree[path]

    def _rename(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path, target = self._pick(tree), self.random.choice(_FOLDERS) + self.random.choice(_NAMES)
        if path is not None and target not in tree:
            entry = tree.pop(path)
            tree[target if _fits(tree, target) else path] = entry

    def _chmod(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self._pick(tree)
        if path is not None and tree[path][0] in (FILE, EXECUTABLE):
            tree[path] = (EXECUTABLE if tree[path][0] == FILE else FILE, tree[path][1])

    def _retype(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self._pick(tree)
        if path is not None:
            tree[path] = (LINK, b"../src/a.py") if tree[path][0] != LINK else (FILE, self._content())

    def _link(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self.random.choice(_FOLDERS) + b"link"
        if _fits(tree, path):
            tree[path] = (LINK, self.random.choice((b"a.py", b"../infra", b"/etc/passwd", b"nowhere")))

    def _submodule(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        path = self.random.choice((b"vendor/lib", b"ext/lib", b"src/lib"))
        if _fits(tree, path):
            tree[path] = (SUBMODULE, b"%040x" % self.random.getrandbits(160))

    def _fold(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        """A link in the place of a folder, or the other way round."""
        folder = self.random.choice((b"infra/k8s", b"src/web", b"vendor", b"src/core"))
        for path in [path for path in tree if path == folder or path.startswith(folder + b"/")]:
            del tree[path]
        if self.random.random() < 0.5 and _fits(tree, folder):
            tree[folder] = (LINK, b"../docs")

    def _index(self, tree: dict[bytes, tuple[str, bytes]]) -> None:
        tree[self.random.choice(_PLANNING)] = (FILE, b"# Index\n\n" + self._content())


def _fits(tree: Tree, path: bytes) -> bool:
    """Whether a file can be there: no file in the place of a folder around it, no folder in its own."""
    names = path.split(b"/")
    around = (b"/".join(names[:count]) for count in range(1, len(names)))
    return not any(folder in tree for folder in around) and not any(other.startswith(path + b"/") for other in tree)


def linear(path: Path, seed: int, commits: int) -> History:
    """One branch, and the plan on `main` before it."""
    maker = _Maker(seed)
    tree = maker.start() | {PLAN.encode(): maker.plan()}
    maker.made.commit("main", tree)
    maker.made.commit("feat/a", tree, [maker.made.branches["main"]])
    for _ in range(commits - 2):
        tree = maker.tree("feat/a")
        if maker.random.random() < 0.15:
            key = PLAN.encode()
            kind = maker.random.random()
            if kind < 0.2 and key in tree:
                del tree[key]
            else:
                tree[key] = maker.plan(declared=kind < 0.9)
        else:
            maker.work(tree)
        if maker.random.random() < 0.05:
            maker.work(tree, 12)
        maker.made.commit("feat/a", tree)
    maker.made.write(path)
    return History(path, (PLAN,), (("main", "feat/a"),), commits)


def merged(path: Path, seed: int, commits: int) -> History:
    """`main` goes on beside the branch and is merged into it."""
    maker = _Maker(seed)
    maker.made.commit("main", maker.start() | {PLAN.encode(): maker.plan()})
    maker.made.commit("feat/a", maker.tree("main"), [maker.made.branches["main"]])
    base: Tree = maker.tree("main")
    for _ in range(commits - 2):
        kind = maker.random.random()
        if kind < 0.12 and maker.tree("main") != base:
            maker.merge("feat/a", "main", base)
            base = maker.tree("main")
            continue
        branch = "main" if kind < 0.4 else "feat/a"
        tree = maker.tree(branch)
        if maker.random.random() < (0.3 if branch == "main" else 0.1):
            tree[PLAN.encode()] = maker.plan()
        if maker.random.random() < 0.9:
            maker.work(tree)
        maker.made.commit(branch, tree)
    start = maker.made.write(path)[1]
    return History(path, (PLAN,), (("main", "feat/a"), (start, "feat/a")), commits)


def reborn(path: Path, seed: int, commits: int) -> History:
    """A plan that comes and goes within the range, beside work and planning."""
    maker = _Maker(seed)
    maker.made.commit("main", maker.start())
    maker.made.commit("feat/a", maker.tree("main"), [maker.made.branches["main"]])
    starts = []
    for number in range(commits - 2):
        tree = maker.tree("feat/a")
        if number % 40 == 0:  # a new base, so that plans are new in ranges that begin with planning and with work
            starts.append(maker.made.branches["feat/a"])
            tree.pop(PLAN.encode(), None)
            tree.pop(DONE.encode(), None)
            if maker.random.random() < 0.5:
                maker.work(tree)
        kind = maker.random.random()
        if kind < 0.35:
            tree[PLAN.encode()] = maker.plan(maker.random.choice(("feat/a", "feat/b")), declared=kind > 0.02)
        elif kind < 0.42:
            tree[PLAN.encode()] = maker.plan(status=maker.random.choice(("Done", "Abandoned")))
        elif kind < 0.5 and PLAN.encode() in tree:
            tree[DONE.encode()] = tree.pop(PLAN.encode())
        elif kind < 0.55:
            tree.pop(PLAN.encode(), None)
        if kind > 0.3 and number % 40 > 4:
            maker.work(tree)
        if maker.random.random() < 0.2:
            maker._index(tree)
        maker.made.commit("feat/a", tree)
    names = maker.made.write(path)
    ends = [*starts[1:], maker.made.branches["feat/a"]]
    ranges = tuple((names[start], names[end]) for start, end in zip(starts, ends, strict=True))
    return History(path, (PLAN, DONE), ranges, commits)


def several(path: Path, seed: int, commits: int) -> History:
    """Two branches with a plan each, which `main` collects and hands on."""
    maker = _Maker(seed)
    plans = {PLAN.encode(): maker.plan("feat/a"), OTHER.encode(): maker.plan("feat/b")}
    maker.made.commit("main", maker.start() | plans)
    bases: dict[str, Tree] = {}
    for branch in ("feat/a", "feat/b"):
        maker.made.commit(branch, maker.tree("main"), [maker.made.branches["main"]])
        bases[branch] = maker.tree("main")
    for _ in range(commits - 3):
        branch = maker.random.choice(("feat/a", "feat/b"))
        if maker.random.random() < 0.06:
            # By the branch's own merge first, so that the two never cross.
            maker.merge(branch, "main", bases[branch])
            tree = maker.tree(branch)
            maker.made.commit("main", tree, [maker.made.branches["main"], maker.made.branches[branch]])
            maker.made.commit(branch, tree, [maker.made.branches["main"]])
            bases[branch] = tree
            continue
        tree = maker.tree(branch)
        maker.work(tree)
        if maker.random.random() < 0.1:
            own = PLAN if branch == "feat/a" else OTHER
            tree[own.encode()] = maker.plan(branch)
        maker.made.commit(branch, tree)
    start = maker.made.write(path)[1]
    return History(path, (PLAN, OTHER), (("main", "feat/a"), ("main", "feat/b"), (start, "main")), commits)


HISTORIES: dict[str, Callable[[Path, int, int], History]] = {
    "linear": linear,
    "merged": merged,
    "reborn": reborn,
    "several": several,
}
