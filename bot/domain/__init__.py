"""What a salon is: pure, synchronous rules about films, turns, points, questions and recaps."""
