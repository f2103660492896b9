import { ResourceTemplate, completable, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

/** Resources and prompts that the conformance scenarios ask for by name. */

/** One red pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='

export function registerResources(server: McpServer): void {
  const text = (name: string, uri: string, content: string) =>
    server.registerResource(name, uri, { title: name, description: `Fixture ${name}`, mimeType: 'text/plain' }, () => ({
      contents: [{ uri, mimeType: 'text/plain', text: content }],
    }))
  text('static-text', 'test://static-text', 'A text that never changes.')
  text('watched-resource', 'test://watched-resource', 'A text that may be watched.')
  server.registerResource(
    'static-binary',
    'test://static-binary',
    { title: 'static-binary', description: 'Fixture static-binary', mimeType: 'image/png' },
    () => ({
      contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: PNG }],
    }),
  )
  const template = new ResourceTemplate('test://template/{id}/data', {
    list: undefined,
    complete: { id: (typed) => ['1', '2', '3'].filter((id) => id.startsWith(typed)) },
  })
  server.registerResource(
    'template',
    template,
    { title: 'template', description: 'Fixture template', mimeType: 'application/json' },
    (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  )
}

export function registerSubscriptions(server: McpServer): void {
  server.server.setRequestHandler('resources/subscribe', () => ({}))
  server.server.setRequestHandler('resources/unsubscribe', () => ({}))
}

export function registerPrompts(server: McpServer): void {
  const said = (text: string) => ({ role: 'user' as const, content: { type: 'text' as const, text } })
  server.registerPrompt('test_simple_prompt', { title: 'Simple', description: 'A prompt without arguments' }, () => ({
    messages: [said('This is a simple prompt for testing.')],
  }))
  const words = (name: string) =>
    completable(z.string().describe(name), (typed) =>
      ['paris', 'park', 'party'].filter((word) => word.startsWith(typed)),
    )
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      title: 'Arguments',
      description: 'A prompt with two arguments',
      argsSchema: z.object({ arg1: words('first'), arg2: words('second') }),
    },
    ({ arg1, arg2 }) => ({ messages: [said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    {
      title: 'Resource',
      description: 'A prompt that carries a resource',
      argsSchema: z.object({ resourceUri: z.string() }),
    },
    ({ resourceUri }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'resource',
            resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
          },
        },
        said('Please process the embedded resource above.'),
      ],
    }),
  )
  server.registerPrompt(
    'test_prompt_with_image',
    { title: 'Image', description: 'A prompt that carries an image' },
    () => ({
      messages: [
        { role: 'user', content: { type: 'image', data: PNG, mimeType: 'image/png' } },
        said('Please analyze the image above.'),
      ],
    }),
  )
}
