import { useId, useState } from 'preact/hooks'
import type { Field } from '../../../api/imports/record/fields.ts'
import type { Mapping } from '../../../api/imports/record/mapping.ts'
import type { Question } from '../../../api/imports/record/report.ts'
import { inWords } from './field-words.ts'

interface AskProps<About extends Question['about']> {
  file: File
  question: Extract<Question, { about: About }>
  onAnswer: (mapping: Mapping) => void
  onOther: () => void
}

/** What only a person can say about a file, before its dry run. */
export function AskFile({ question, ...rest }: Omit<AskProps<never>, 'question'> & { question: Question }) {
  return question.about === 'columns' ? (
    <AskColumns question={question} {...rest} />
  ) : (
    <AskEncoding question={question} {...rest} />
  )
}

function AskColumns({ file, question: { columns, fields, sprints }, onAnswer, onOther }: AskProps<'columns'>) {
  const [said, setSaid] = useState<Readonly<Record<string, Field | 'ignore'>>>(
    Object.fromEntries(columns.map(({ header, guess }) => [header, guess ?? 'ignore'])),
  )
  const untitled = !Object.values(said).includes('title')
  return (
    <section>
      <h1>What is in {file.name}?</h1>
      <p class="dim measure">
        {sprints
          ? 'The rows look like sprints, not work items. Export the items of these sprints instead. If each row is an item after all, check what each column is.'
          : 'The column names do not say enough. Check what each column is; the suggestions come from the values.'}{' '}
        The workspace remembers your answer for the next file with these columns. Nothing has been written yet.
      </p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!untitled) onAnswer({ columns: said })
        }}
      >
        <table class="flow samples">
          <caption class="sr">Columns of the file</caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">First values</th>
              <th scope="col">Use as</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ header, samples }) => (
              <tr key={header}>
                <th scope="row">
                  <b>{header}</b>
                </th>
                <td>{samples.length ? samples.map((sample) => <span class="sub">{sample}</span>) : 'empty'}</td>
                <td>
                  <select
                    aria-label={`Use ${header} as`}
                    value={said[header]}
                    onChange={(event) => setSaid({ ...said, [header]: event.currentTarget.value as Field | 'ignore' })}
                  >
                    <option value="ignore">ignore</option>
                    {fields.map((field) => (
                      <option key={field} value={field}>
                        {inWords(field)}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {untitled && (
          <p class="st warn" role="status">
            Choose the column that holds the title.
          </p>
        )}
        <Buttons disabled={untitled} onOther={onOther} />
      </form>
    </section>
  )
}

function AskEncoding({ file, question: { readings }, onAnswer, onOther }: AskProps<'encoding'>) {
  const [encoding, setEncoding] = useState(readings[0]!.encoding)
  const name = useId()
  return (
    <section>
      <h1>Which reading of {file.name} looks right?</h1>
      <p class="dim measure">
        The file is not UTF-8, and its encoding is not certain. If no reading looks right, export the file as UTF-8. The
        workspace remembers your answer. Nothing has been written yet.
      </p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          onAnswer({ encoding })
        }}
      >
        {readings.map((reading) => (
          <label key={reading.encoding} class="row tick">
            <input
              type="radio"
              name={name}
              checked={reading.encoding === encoding}
              onChange={() => setEncoding(reading.encoding)}
            />
            <span>
              <b>{reading.encoding}</b>
              <span class="reading">{reading.text}</span>
            </span>
          </label>
        ))}
        <Buttons disabled={false} onOther={onOther} />
      </form>
    </section>
  )
}

function Buttons({ disabled, onOther }: { disabled: boolean; onOther: () => void }) {
  return (
    <div class="do">
      <button class="btn main" type="submit" aria-disabled={disabled}>
        Preview import
      </button>
      <button class="btn" type="button" onClick={onOther}>
        Choose another file
      </button>
    </div>
  )
}
