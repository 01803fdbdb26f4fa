"""What people do in Sapa, step by step, with their own hands: the walks of the browser tests are made of these."""
