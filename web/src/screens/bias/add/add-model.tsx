/**
 * A model brought to the app: a network or a table of predictions is dropped, looked at, and only then counts.
 * In: the model that waits, if one does. Out: orders to the server. Whoever prefers a terminal finds the command.
 */
import { Box, Code, Stack, Text, Title } from '@mantine/core';
import { RunningJob, useLastJob } from '../../../parts/jobs/running-job.js';
import { FailureAlert } from '../../../parts/page/failure-alert.js';
import { useRead } from '../../../queries.js';
import { BringModel } from './bring-model.js';
import { ModelCheckCard } from './model-check-card.js';

export function AddModel() {
  const check = useRead('GET /api/models/check', {});
  const { last, active } = useLastJob('check');
  return (
    <Box component="section" mt="lg" aria-labelledby="add-model">
      <Stack gap="sm">
        <Title order={3} size="h6" id="add-model">
          Compare with a model of yours
        </Title>
        {active ? (
          <RunningJob job={active} />
        ) : check.data?.check ? (
          <ModelCheckCard check={check.data.check} />
        ) : (
          <>
            <Text size="sm">
              A network (ONNX, PyTorch checkpoint, safetensors), or its predictions as a table (
              <Code>image,prediction</Code> or <Code>image,logit_0,…</Code>), npy or Parquet. You see what was
              made of it before it counts. With two models or more this page shows whether the class or the
              model decides the gap, and which models are more robust than their accuracy lets expect.
            </Text>
            {last?.state === 'failed' && (
              <FailureAlert
                error={new Error(last.error ?? 'It gave no reason.')}
                title="The model cannot be used"
              />
            )}
            <BringModel />
          </>
        )}
      </Stack>
    </Box>
  );
}
