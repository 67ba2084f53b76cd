"""Measure two things in turns and print the median of each and their ratio; absolute times say little on their own."""

import statistics
import time
from collections.abc import Callable

RUNS = 5


def compare(name: str, ours: Callable[[], object], baseline_name: str, baseline: Callable[[], object]) -> None:
    """Run both five times, interleaved, after one run of each to warm up."""
    times: dict[str, list[float]] = {"ours": [], "baseline": []}
    for run in range(RUNS + 1):
        for which, act in (("ours", ours), ("baseline", baseline)):
            started = time.perf_counter()
            act()
            if run:
                times[which].append(time.perf_counter() - started)
    our_median, base_median = (statistics.median(times[which]) for which in ("ours", "baseline"))
    print(
        f"{name}: {our_median * 1000:.2f} ms; {baseline_name}: {base_median * 1000:.2f} ms; "
        f"ratio {our_median / base_median:.2f}"
    )
