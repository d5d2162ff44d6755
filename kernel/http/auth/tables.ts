import type { BetterAuthOptions } from 'better-auth'

/**
 * How better-auth's names map to the columns of schema `control` (kernel/store/control/schema.ts).
 * `input: false` everywhere: no request body reaches these fields through better-auth.
 */
const own = { required: false, input: false } as const

export const tables = {
  user: {
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    additionalFields: {
      tenantId: { type: 'string', fieldName: 'tenant_id', ...own, required: true },
      username: { type: 'string', ...own },
      phone: { type: 'string', ...own },
      status: { type: 'string', ...own },
      locale: { type: 'string', ...own },
      mustChangePassword: { type: 'boolean', fieldName: 'must_change_password', ...own },
    },
  },
  session: {
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  account: {
    fields: {
      userId: 'user_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: { fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
} satisfies Pick<BetterAuthOptions, 'user' | 'session' | 'account' | 'verification'>

/** The two-factor plugin's own mapping. */
export const twoFactorTables = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'two_factor',
    fields: {
      userId: 'user_id',
      backupCodes: 'backup_codes',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
}
