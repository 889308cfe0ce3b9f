"""Run the benchmark: `python -m bench.run`, or only some of it: `python -m bench.run marks`.

Each module of this folder that offers `rows()` is run in a process of its own, so that none pays for the
memory or the warm caches of another. The table is printed; var/bench.json has the same, with the machine it
ran on.
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import bench
from bench.timing import Row

# Read to the end of the line that a module's process prints for us.
_ANSWER = "bench rows: "
_OFFERS = re.compile(r"^def rows\(", re.MULTILINE)


def main() -> int:
    """0 where every figure stays within its limit, 1 where one does not, 2 where one could not be taken."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("module", nargs="*", help="only these modules (default all)")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"), help="where the figures are kept")
    parser.add_argument("--alone", metavar="MODULE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.alone:
        return take_alone(args.alone)
    unknown = set(args.module) - set(modules())
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))} here; there is {', '.join(modules())}.")
    rows, failed = take_all(args.module or modules())
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1) + "\n", encoding="utf-8")
    print(f"\n{table(rows)}\n\n{said(machine())}\n{args.out}")
    for name in failed:
        print(f"bench/{name}.py could not be run to its end.", file=sys.stderr)
    if failed:
        return 2
    return 0 if all(row["ok"] for row in rows) else 1


def modules() -> list[str]:
    """The modules here that measure something, in order of name."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.ispkg)
    folder = Path(bench.__path__[0])
    return [name for name in names if _OFFERS.search((folder / f"{name}.py").read_text(encoding="utf-8"))]


def take_all(names: list[str]) -> tuple[list[Row], list[str]]:
    """The figures of each module, and the modules that failed."""
    rows: list[Row] = []
    failed = []
    for name in names:
        print(f"bench/{name}.py …", flush=True)
        # A benchmark never touches a school's own data.
        with tempfile.TemporaryDirectory(prefix="trellis-bench-") as data:
            done = subprocess.run(
                [sys.executable, "-m", "bench.run", "--alone", name],
                env={**os.environ, "TRELLIS_DATA": data},
                stdout=subprocess.PIPE,
                text=True,
                check=False,
            )
        for line in done.stdout.splitlines():
            if line.startswith(_ANSWER):
                rows += json.loads(line.removeprefix(_ANSWER))
            else:
                print(f"  {line}")
        if done.returncode:
            failed.append(name)
    return rows, failed


def take_alone(name: str) -> int:
    """Run one module in this process and print its figures for the process that started it."""
    found = list(importlib.import_module(f"bench.{name}").rows())
    print(_ANSWER + json.dumps(found))
    return 0


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**30),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def said(about: dict[str, Any]) -> str:
    """The machine in one line."""
    return (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gib']} GiB, "
        f"{about['system']}, Python {about['python']}; each value is the median of five."
    )


def table(rows: list[Row]) -> str:
    """The figures in columns."""
    lines = [("", "value", "unit", "limit", "", "")]
    for row in rows:
        limit = "" if row["limit"] is None else f"{row['limit']:g}"
        lines.append(
            (row["name"], f"{row['value']:g}", row["unit"], limit, "ok" if row["ok"] else "NO", row["note"])
        )
    widths = [max(len(line[at]) for line in lines) for at in range(6)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at in (1, 3) else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
