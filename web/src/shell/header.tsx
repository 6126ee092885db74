/** The header: which data set this is, what runs, who is judging. */
import { Anchor, Badge, Burger, Group, Text, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IS_STATIC } from '../api.js';
import { useRead } from '../queries.js';
import { JobsIndicator } from './jobs-indicator.js';
import { PersonButton } from './person-button.js';
import { SavedViews } from './saved-views.js';

export function Header(props: { isNavigationOpen: boolean; toggleNavigation: () => void }) {
  const { data } = useRead('GET /api/workspace', {});
  return (
    <Group h="100%" px="sm" gap="sm" wrap="nowrap" justify="space-between">
      <Group gap="xs" wrap="nowrap" style={{ minWidth: 0, flex: 1 }}>
        <Burger
          opened={props.isNavigationOpen}
          onClick={props.toggleNavigation}
          hiddenFrom="sm"
          size="sm"
          aria-label={props.isNavigationOpen ? 'Close the navigation' : 'Open the navigation'}
        />
        <Anchor component={Link} to="/" underline="never" c="inherit" style={{ minWidth: 0 }}>
          <Group gap={10} wrap="nowrap">
            <img src="icon.svg" alt="" width={26} height={26} />
            <Text fw={650} truncate title={data?.title}>
              {data?.title ?? 'spuriosity'}
            </Text>
          </Group>
        </Anchor>
        {data?.synthetic ? (
          <Tooltip label="Drawn by this program, so that the right answers are known." multiline maw={260}>
            <Badge variant="default" size="sm" tt="none" fw={500} visibleFrom="xs">
              synthetic images
            </Badge>
          </Tooltip>
        ) : null}
      </Group>
      {IS_STATIC ? null : (
        <Group gap={6} wrap="nowrap">
          <JobsIndicator />
          <SavedViews />
          <PersonButton />
        </Group>
      )}
    </Group>
  );
}
