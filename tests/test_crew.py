"""Work to processes: answers to all of it, the first failure in its order, and a plain word when a process dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial

import pytest

from digest.build.crew import Crew, beside
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
