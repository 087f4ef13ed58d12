"""What runs in the process apart: it limits itself, takes one job and one file, answers, and ends.

It imports little, for it starts once for each file, and it has no settings, no database and no environment.
"""

import gc
import json
import os
import resource
import signal
import sys
import traceback
from typing import BinaryIO

from backend.kit.errors import Invalid
from backend.kit.sheets.delimited_book import read_table
from backend.kit.sheets.frames import framed, spoken, take
from backend.kit.sheets.messages import Message, Tell
from backend.kit.sheets.recognising import Form, recognise
from backend.kit.sheets.xlsx import read_workbook

_NICE = 5
_SPARE_SECONDS = 5  # past the limit of our parent, which ends us itself if it lives
_STATUS = "/proc/self/status"


def main() -> None:
    """argv: bytes of memory, seconds of the processor and by the clock, bytes of a file that may be written."""
    _limit(*map(int, sys.argv[1:5]))
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    os.dup2(2, 1)  # what a library prints is no answer

    def tell(message: Message) -> None:
        out.write(spoken(message))

    job, content = json.loads(take(sys.stdin.buffer)), take(sys.stdin.buffer)
    _answer(job, content, tell, out)
    tell({"spent": {"peak_kb": _peak(), "cpu_ms": _cpu_ms()}})
    out.flush()
    os._exit(0)  # nothing is left to tidy, and a million texts take their time to be freed


def _limit(memory: int, seconds: int, clock: int, writes: int) -> None:
    os.nice(_NICE)
    signal.alarm(clock + _SPARE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # the first limit ends us by a signal that says why
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, writes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def _answer(job: Message, content: bytes, tell: Tell, out: BinaryIO) -> None:
    try:
        if job["job"] == "annotate":
            from backend.kit.sheets.annotating import annotated

            out.write(spoken({"bytes": 1}) + framed(annotated(content, job["name"], job["remarks"])))
        else:
            gc.disable()  # rows are no cycles, and looking for some doubles the time
            read(content, job["name"], tell)
    except Invalid as refusal:
        tell({"problems": [(p.where, p.message, p.code) for p in refusal.problems]})
    except MemoryError:
        tell({"died": "memory"})
    except Exception as fault:  # told by its place, never by its message, which quotes what people wrote
        place = traceback.extract_tb(fault.__traceback__)[-1]
        tell({"fault": f"{type(fault).__name__} in {os.path.basename(place.filename)}:{place.lineno}"})


def read(content: bytes, name: str, tell: Tell) -> None:
    """
    Raises:
        Invalid: the file is refused, or cells in it are.
    """
    form = recognise(content, name)
    (read_workbook if form is Form.WORKBOOK else read_table)(content, tell)


def _peak() -> int:
    """Kilobytes of memory at most, of this program alone; what `getrusage` says would include our parent's at the fork."""
    try:
        with open(_STATUS, encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _cpu_ms() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return round((used.ru_utime + used.ru_stime) * 1000)
