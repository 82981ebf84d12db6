"""Text to tree: what does the reader ask?

Pure: it knows neither the analysis of words nor any engine.  ``parse(str(tree)) == tree``.
"""
