"""What people meet: pages in a browser, commands in a terminal."""
