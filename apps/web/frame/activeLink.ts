/** The link that a path belongs to: the longest one that it starts with. */
export function activeLink(links: { href: string }[], path: string): string | undefined {
  return links
    .filter((l) => path === l.href || path.startsWith(`${l.href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0]?.href
}
