"""The liaison desk of an office: what partner administrations ask and tell, under the agreement that both signed."""
