"""The action of the campaign for Mistral's own executor."""

import os
import time

from mistral_lib import actions


class Work(actions.Action):
    """Writes marks to the journal before and after a pause; returns the id."""

    journal: str
    id: int
    millis: int

    def run(self, context: object) -> int:
        self.mark("begin")
        time.sleep(self.millis / 1000)
        self.mark("end")
        return self.id

    def mark(self, step: str) -> None:
        line = f"{step} {self.id} {time.time_ns() // 1_000_000} {os.environ['CAMPAIGN_WORKER']}\n"
        with open(self.journal, "ab", buffering=0) as file:
            file.write(line.encode())
