import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { TenantRef } from '../identity/schema.ts'
import { PROVIDERS, type Access } from './question.ts'
import { SENT, type AiSetting } from './setting.ts'
import {
  agreeToOfferedAi,
  aiSetting,
  removeAiProvider,
  setAiJudge,
  setAiProvider,
  tryAiProvider,
} from './setting-service.ts'

const owner = { may: 'tenant:own' } as const
const ProviderRef = builder.enumType('AiProviderName', { values: PROVIDERS })

const SettingRef = builder.objectRef<AiSetting>('AiProvider').implement({
  description: 'The AI provider of an organization. Its key is never shown.',
  authScopes: owner,
  fields: (t) => ({
    provider: t.field({ type: ProviderRef, resolve: ({ provider }) => provider }),
    model: t.exposeString('model'),
    baseUrl: t.exposeString('baseUrl'),
    keyHint: t.string({
      nullable: true,
      description: 'The last characters of the key; null for the provider that the installation offers.',
      resolve: ({ hint }) => hint,
    }),
    judges: t.boolean({
      description:
        'Whether the model also judges its sentences against the records that they cite: one more request for each document. It can only refuse sentences, in whose place the records’ own words stand.',
      resolve: ({ judges }) => judges,
    }),
    agreedBy: t.string({
      nullable: true,
      description: 'null: nothing is sent.',
      resolve: ({ agreed }) => agreed?.by ?? null,
    }),
    agreedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ agreed }) => agreed && new Date(agreed.at) }),
  }),
})
const OfferedRef = builder.objectRef<Pick<Access, 'provider' | 'model' | 'baseUrl'>>('OfferedAiProvider').implement({
  authScopes: owner,
  fields: (t) => ({
    provider: t.field({ type: ProviderRef, resolve: ({ provider }) => provider }),
    model: t.exposeString('model'),
    baseUrl: t.exposeString('baseUrl'),
  }),
})
const TrialRef = builder.objectRef<{ ok: boolean; message: string }>('AiProviderTrial').implement({
  authScopes: owner,
  fields: (t) => ({ ok: t.exposeBoolean('ok'), message: t.exposeString('message') }),
})

builder.objectFields(TenantRef, (t) => ({
  aiProvider: t.field({
    type: SettingRef,
    nullable: true,
    description: 'null: no model is used.',
    authScopes: owner,
    resolve: (_tenant, _args, context) => aiSetting(context),
  }),
  aiOffered: t.field({
    type: OfferedRef,
    nullable: true,
    description: 'The AI provider that this installation offers to every organization; null: none.',
    authScopes: owner,
    resolve: (_tenant, _args, { ai }) => ai.offered,
  }),
  aiSends: t.stringList({
    description: 'What is sent to an AI provider once an owner agrees.',
    authScopes: owner,
    resolve: () => [...SENT],
  }),
}))

const AiProviderInput = builder.inputType('AiProviderInput', {
  fields: (t) => ({
    provider: t.field({ type: ProviderRef, required: true }),
    model: t.string({ required: true, validate: z.string().trim().min(1).max(100) }),
    apiKey: t.string({
      required: false,
      description: 'Stored encrypted. Omit it to keep the current key for the same provider and address.',
      validate: z.string().min(8).max(500),
    }),
    baseUrl: t.string({
      required: false,
      description: 'Default: the provider’s own address.',
      validate: z.string().max(300),
    }),
    agree: t.boolean({
      required: true,
      description:
        'An owner agrees to send everything listed in aiSends to this provider. Without this agreement, nothing is sent.',
    }),
  }),
})

builder.mutationFields((t) => ({
  setAiProvider: t.field({
    type: SettingRef,
    description: 'Sets the AI provider of the organization.',
    authScopes: owner,
    args: { input: t.arg({ type: AiProviderInput, required: true }) },
    resolve: (_root, { input }, context) => commit(context, () => setAiProvider(context, input)),
  }),
  agreeToOfferedAi: t.field({
    type: SettingRef,
    description:
      'An owner agrees to send everything listed in aiSends to the provider in aiOffered. Replaces the organization’s own provider.',
    authScopes: owner,
    resolve: (_root, _args, context) => commit(context, () => agreeToOfferedAi(context)),
  }),
  setAiJudge: t.field({
    type: SettingRef,
    nullable: true,
    description: 'Sets whether the model judges its own sentences. See AiProvider.judges. null: no provider is set.',
    authScopes: owner,
    args: { judges: t.arg.boolean({ required: true }) },
    resolve: (_root, { judges }, context) => commit(context, () => setAiJudge(context, judges)),
  }),
  removeAiProvider: t.boolean({
    description: 'Stops using a model. Returns whether one was in use.',
    authScopes: owner,
    resolve: (_root, _args, context) => commit(context, () => removeAiProvider(context)),
  }),
  tryAiProvider: t.field({
    type: TrialRef,
    description: 'Sends the provider one test question that contains no records.',
    authScopes: owner,
    resolve: (_root, _args, context) => tryAiProvider(context),
  }),
}))
