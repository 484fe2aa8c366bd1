"""Work to processes: answers to all of it, the first failure in its order, and a plain word when a process dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from digest.build.crew import UNTIL_ASKED, Crew, beside
from digest.errors import DigestError, Problem, UsageError


def doubled(number: int) -> int:
    return 2 * number


def failing_from_five(number: int) -> int:
    if number >= 5:
        # The later ones fail sooner.
        time.sleep(0.05 if number == 5 else 0)
        raise DigestError(Problem(path=f"{number}.md", code="X", what="wrong"))
    return number


def dying(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("hands", [0, 1, 3])
def test_everything_is_answered(hands):
    with Crew(hands) as crew:
        assert sorted(crew.each(doubled, range(20))) == [2 * number for number in range(20)]


@pytest.mark.parametrize("hands", [0, 1, 3])
def test_the_first_failure_in_the_order_of_the_work_is_told(hands):
    with pytest.raises(DigestError) as caught, Crew(hands) as crew:
        list(crew.each(failing_from_five, range(1000)))
    assert [problem.path for problem in caught.value.problems] == ["5.md"]


@pytest.mark.parametrize("ask", [lambda crew: list(crew.each(dying, range(9))), lambda crew: crew.all(dying, 1)])
def test_a_process_that_is_killed_is_told_in_plain_words(ask):
    with pytest.raises(UsageError, match="ended from outside"), Crew(2) as crew:
        ask(crew)


def appears(place: Path) -> bool:
    ends = time.monotonic() + 10
    while not place.exists() and time.monotonic() < ends:
        time.sleep(0.01)
    return place.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_what_is_likely_is_imported_while_nobody_asks_and_the_rest_after_somebody_has(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    early, late = tmp_path / "early", tmp_path / "late"
    for place in (early, late):
        (tmp_path / f"{place.name}_one.py").write_text(f"open({str(place)!r}, 'w').close()")
    with Crew(1, likely=("early_one", UNTIL_ASKED, "late_one")) as crew:
        assert appears(early)
        time.sleep(0.1)
        assert not late.exists()
        assert list(crew.each(doubled, [1])) == [2]
        assert appears(late)


def refused() -> None:
    raise UsageError("another edition of this program was installed")


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_a_job_beside_tells_whether_it_was_done(tmp_path):
    done = tmp_path / "done"
    for job, status in ((done.touch, 0), (refused, 1), (partial(dying, 1), -signal.SIGKILL)):
        with beside(job) as process:
            time.sleep(0)
        assert process.exitcode == status
    assert done.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_a_crew_that_is_dismissed_goes_before_its_end():
    with Crew(2) as crew:
        crew.all(doubled, 1)
        crew.dismiss()
        for process, _ in crew._hands:
            process.join(10)
            assert process.exitcode == 0
