/**
 * From a folder of images to a study: choose, look at what was recognised, start.
 * In: nothing, or what was chosen. Out: a workspace that the server shows from then on. Needs neither a workspace nor the router.
 */
import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { Loaded } from '../../parts/page/loaded.js';
import { useRead } from '../../queries.js';
import { ChooseImages } from './choose-images.js';
import { Recognised } from './recognised.js';

export function StartScreen() {
  const start = useRead('GET /api/start', {});
  const [path, setPath] = useState<string | null>(null);
  return (
    <Loaded query={start} skeleton={<Skeleton height={480} />}>
      {(response) => (
        <Stack gap="md">
          {path === null ? (
            <ChooseImages start={response} choose={setPath} />
          ) : (
            <Recognised path={path} goBack={() => setPath(null)} />
          )}
        </Stack>
      )}
    </Loaded>
  );
}
