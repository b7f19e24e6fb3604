"""From notebooks to the site: plan, run, page, publish."""
