/** The tuned model as files to take away. In: what the server offers, which model was tuned. Out: a panel of links. */
import { Anchor, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconBrain, IconDownload, IconFileText, IconVector } from '@tabler/icons-react';
import type { MitigationResponse, Recommendation } from '../../../../src/protocol/index.js';
import { formatMethod } from '../../../../src/words/index.js';
import { withPerson } from '../../api.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { Panel } from '../../parts/page/panel.js';
import classes from './downloads.module.css';

const ICONS: Record<string, typeof IconDownload> = {
  npz: IconVector,
  safetensors: IconVector,
  onnx: IconBrain,
  md: IconFileText,
};

interface DownloadsProps {
  downloads: MitigationResponse['downloads'];
  /** Whose head it is; null for none. */
  method: MitigationResponse['offeredMethod'];
  /** Null where no run is known, as `recommendation` is. */
  model: string | null;
  recommendation: Recommendation | null;
}

export function Downloads({ downloads, method, model, recommendation }: DownloadsProps) {
  const isAdvised = recommendation?.method === method && recommendation?.isBorneOut === true;
  return (
    <Panel
      title="Take it away"
      description={
        model === null
          ? undefined
          : `The last layer of ${model}, changed by ${formatMethod(method)}, in forms for others.`
      }
    >
      {!isAdvised && (
        <CautionAlert icon={<IconAlertTriangle aria-hidden />} mb="sm" title="Not recommended">
          {recommendation?.sentences.join(' ')}
        </CautionAlert>
      )}
      <Stack gap={4} component="ul" className={classes.files}>
        {downloads.map(({ name, path, description }) => {
          const Icon = ICONS[name.split('.').at(-1) ?? ''] ?? IconDownload;
          return (
            <li key={path}>
              {/* Relative: the app may live below a folder. */}
              <Anchor
                href={withPerson(path.replace(/^\//, ''))}
                download
                underline="never"
                className={classes.file}
              >
                <Icon size={20} aria-hidden className={classes.icon} />
                <span>
                  <Text span size="sm" fw={600}>
                    {name}
                  </Text>
                  <Text size="xs" c="var(--muted)">
                    {description}
                  </Text>
                </span>
                <IconDownload size={16} aria-hidden className={classes.icon} />
              </Anchor>
            </li>
          );
        })}
      </Stack>
      <Commands />
    </Panel>
  );
}

/** What the command line makes of it. */
function Commands() {
  return (
    <Group gap={4} mt="sm">
      <Text size="xs" c="var(--muted)">
        All of it in a folder, checked in the runtime:
      </Text>
      <Code fz="xs">spuriosity export model FOLDER</Code>
    </Group>
  );
}
