/** Sends a body to a queue, topic or bus by its ARN: dead-letter queues and destinations. Rejects when it did not arrive. */
export type SendMessage = (
  targetArn: string,
  body: string,
  attributes?: Readonly<Record<string, string>>,
) => Promise<void>;
