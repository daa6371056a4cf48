"""The people of a town: their stories, and who they became in it."""
