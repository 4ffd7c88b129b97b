"""What must happen after commit: notices to people, in the product and by mail, and the jobs that send them."""
