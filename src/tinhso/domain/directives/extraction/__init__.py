"""From Vietnamese administrative text to tasks. `extract` is the door; everything else is rules.

Where to start: words.py and names.py hold the vocabulary, verdicts.py why a sentence is no task, frames.py the
shapes of an assignment, deadlines.py the time phrases, engine.py the loop that carries context.
"""

from .engine import extract
from .reading import DocumentGuess, Reading, Sentence, Task

__all__ = ["DocumentGuess", "Reading", "Sentence", "Task", "extract"]
