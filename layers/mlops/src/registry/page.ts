/** A stretch of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent at the end. */
  readonly nextToken?: string;
}

export interface PageRequest {
  /** 1…200. @default 50 */
  readonly limit?: number;
  /** From the page before. @throws {InvalidInputError} `page.token_invalid` */
  readonly nextToken?: string;
}

/** Everything of a listing, page by page: for steps that need all of a list that is short by nature. */
export async function* everyItem<T>(list: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let nextToken: string | undefined;
  do {
    const page: Page<T> = await list({ limit: 200, ...(nextToken === undefined ? {} : { nextToken }) });
    yield* page.items;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
