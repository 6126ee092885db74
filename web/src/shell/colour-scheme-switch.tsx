/** Light, dark, or as the system has it: one button that goes through the three. */
import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const SCHEMES = {
  auto: { icon: IconDeviceDesktop, title: 'as the system', next: 'light' },
  light: { icon: IconSun, title: 'light', next: 'dark' },
  dark: { icon: IconMoon, title: 'dark', next: 'auto' },
} as const;

export function ColourSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { icon: Icon, title, next } = SCHEMES[colorScheme];
  return (
    <Tooltip label={`Colours: ${title}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Colours: ${title}. Change to ${SCHEMES[next].title}.`}
        onClick={() => setColorScheme(next)}
      >
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
