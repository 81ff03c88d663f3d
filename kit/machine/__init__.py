"""The machine's layer beside the learner's and the key: what each found, missed and made up, and why the machine did.

    from kit.machine import beside, machine_table
    beside("clock/who-1")               three layers in the text, once the learner has checked their own
    beside("clock/pairs-1")             the pairs at which the machine would stop, and those that clash
    machine_table("bridge", "flood")    how the machine fares on whole articles
    says("The swan is back, she said.")  what it makes of a few words

Every figure is counted from the layers as they are; the scorer is the one that judges learners.
"""

from kit.machine.layers import beside
from kit.machine.shown import machine_table, says

__all__ = ["beside", "machine_table", "says"]
