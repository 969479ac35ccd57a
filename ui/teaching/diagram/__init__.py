"""Drawing a trace graph as SVG."""
