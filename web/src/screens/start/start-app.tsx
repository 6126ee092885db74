/** The whole window while no workspace is open: the start page alone. */
import { Container, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { ColourSchemeSwitch } from '../../shell/colour-scheme-switch.js';
import { StartScreen } from './start-screen.js';

export default function StartApp() {
  useDocumentTitle('Start · spuriosity');
  return (
    <Container size="lg" py="lg" component="main">
      <Group justify="space-between" mb="md" wrap="nowrap">
        <Group gap={10} wrap="nowrap">
          <img src="icon.svg" alt="" width={30} height={30} />
          <Title order={1} size="h2">
            Start with your own images
          </Title>
        </Group>
        <ColourSchemeSwitch />
      </Group>
      <Text size="sm" c="var(--muted)" maw={760} mb="md">
        Which spurious cues a classifier leans on, how much of its accuracy hangs on them, and how to repair
        it. Choose images that lie in one folder a class; see what is recognised before anything starts.
      </Text>
      <StartScreen />
    </Container>
  );
}
