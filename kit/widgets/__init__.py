"""What the learner sees and touches: the only room that knows the browser."""
