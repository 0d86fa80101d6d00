"""How the benchmark talks to a contender, line by line over standard input and output.

The contender says once `ready PARAMETERS VERSION` or `absent REASON`. To each `step N` it answers the milliseconds of N training
steps, with spaces between. It ends with its input.
"""

import os
import sys
import time

# What libraries print must not come between the answers.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def absent(reason):
    answers.write(f"absent {reason}\n")
    sys.exit(0)


def serve(step, version, parameters):
    answers.write(f"ready {parameters} {version}\n")
    for line in sys.stdin:
        times = []
        for _ in range(int(line.split()[1])):
            begun = time.perf_counter()
            step()
            times.append((time.perf_counter() - begun) * 1e3)
        answers.write(" ".join(map(str, times)) + "\n")
