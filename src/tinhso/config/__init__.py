"""How the product is put together: settings, URLs, the web server's entry, the command line."""
