/**
 * Who is judging: a name kept in this browser, asked for when it is first needed. It is a signature, not an account.
 * In: what the person types. Out: the name, and `ask`, which resolves to it or to null when the person would rather not.
 */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { LONGEST_PERSON_NAME } from '../../../../src/protocol/index.js';
import { sayPerson } from '../../api.js';
import { forgetAnswers } from '../../queries.js';

export interface Person {
  /** Null until the person said it. */
  name: string | null;
  /** The name; asks for it where it is not known yet, or `again`. */
  ask: (again?: boolean) => Promise<string | null>;
}

const PersonContext = createContext<Person | null>(null);

export function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === null) throw new Error('usePerson needs a PersonProvider around it.');
  return person;
}

export function PersonProvider({ children }: { children: ReactNode }) {
  const [name, setName] = useLocalStorage<string | null>({
    key: 'spuriosity.person',
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  // While rendering: the pages below read as soon as they stand.
  sayPerson(name);
  useForgetting(name);
  const [isAsking, setAsking] = useState(false);
  const waiting = useRef<((name: string | null) => void)[]>([]);

  const ask = useCallback(
    (again = false) => {
      if (name !== null && !again) return Promise.resolve(name);
      setAsking(true);
      return new Promise<string | null>((resolve) => waiting.current.push(resolve));
    },
    [name],
  );
  const close = (answer: string | null) => {
    if (answer !== null) setName(answer);
    setAsking(false);
    for (const resolve of waiting.current.splice(0)) resolve(answer ?? name);
  };
  const person = useMemo(() => ({ name, ask }), [name, ask]);

  return (
    <PersonContext value={person}>
      {children}
      <Modal opened={isAsking} onClose={() => close(null)} title="What is your name?" centered>
        <NameForm initial={name ?? ''} submit={close} />
      </Modal>
    </PersonContext>
  );
}

/** What one person was shown is not for the next one. */
function useForgetting(name: string | null): void {
  const known = useRef(name);
  useEffect(() => {
    if (known.current !== name) forgetAnswers();
    known.current = name;
  }, [name]);
}

function NameForm({ initial, submit }: { initial: string; submit: (name: string) => void }) {
  const [text, setText] = useState(initial);
  const name = text.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '') submit(name);
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="var(--muted)">
          It signs your answers, so that nobody is asked twice and agreement can be measured. It stays in this
          workspace.
        </Text>
        <TextInput
          label="Name"
          value={text}
          maxLength={LONGEST_PERSON_NAME}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="nickname"
          data-autofocus
          required
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={name === ''}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
