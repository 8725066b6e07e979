import type { WriteContext } from '@optaic/mlops/registry';
import type { Caller } from '../roles.ts';

interface RequestOrigin {
  readonly caller: Caller;
  readonly token: string;
  readonly requestId: string;
  readonly now: WriteContext['now'];
}

/** A change asked for through the API: by whom, under the request's id, once per token. */
export function writeContextOf({ caller, token, requestId, now }: RequestOrigin): WriteContext {
  return {
    actor: { kind: caller.isMachine ? 'machine' : 'person', id: caller.subject },
    correlationId: requestId,
    token: `api/${token}`,
    now,
  };
}
