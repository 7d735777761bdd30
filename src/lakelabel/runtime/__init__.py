"""What a run needs around it: the Spark session, the Java runtime, logging and progress."""
