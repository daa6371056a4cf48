"""The municipality's counter: the clerk's screen and the resident's pad."""
