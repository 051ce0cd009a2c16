"""Whether a person sends a form, asked of nobody else: signs, a proof of work by the browser, or a mail to confirm."""
