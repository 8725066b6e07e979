interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string | undefined;
}

/** All items of a paged list; asks for the next page only when there is one. */
export async function everyPage<Item>(read: (nextToken: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    items.push(...page.items);
    token = page.nextToken;
  } while (token !== undefined);
  return items;
}
