/**
 * Tags of DigitalOcean: a word, or a name and its value joined by a colon. They
 * exist for clusters and Droplets, and for nothing else that is made here.
 * https://docs.digitalocean.com/reference/api/digitalocean/#tag/Tags
 */
export type Tags = readonly string[];
