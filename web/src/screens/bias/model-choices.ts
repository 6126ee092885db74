/** Models that pages can look at one by one, and the heads that the last mitigation repaired. In: what the server knows. Out: choices with titles. */
import { useMemo } from 'react';
import { REPAIRED, toRepairedName } from '../../../../src/protocol/index.js';
import { METHOD_TITLES } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { useRead } from '../../queries.js';

export interface ModelChoice {
  /** As addresses and the server name it. */
  value: string;
  label: string;
}

/** Undefined until it is known which there are. */
export function useModelChoices(): readonly ModelChoice[] | undefined {
  const { data: models } = useRead('GET /api/models', {});
  const { data: mitigation, isError } = useRead('GET /api/mitigation', {}, { enabled: !IS_STATIC });
  return useMemo(() => {
    if (models === undefined || (mitigation === undefined && !isError && !IS_STATIC)) return undefined;
    const result = mitigation?.result ?? null;
    const repaired = result?.methods.filter(({ state }) => state === 'repaired') ?? [];
    return [
      ...models.models.map(({ model }) => ({ value: model, label: model })),
      ...repaired.map(({ method }) => ({
        value: toRepairedName(method),
        label: `${result!.model}, repaired: ${METHOD_TITLES[method]}`,
      })),
    ];
  }, [models, mitigation, isError]);
}

/** What a model is called on a page. */
export function toModelTitle(name: string, choices: readonly ModelChoice[] | undefined): string {
  return choices?.find(({ value }) => value === name)?.label ?? name.replace(REPAIRED, 'repaired: ');
}
