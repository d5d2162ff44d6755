import { AuthRefusal } from './refusal.ts'

/** One wording for unknown login, wrong password, disabled user and spent guesses: none tells the others apart. */
export const refusedLogin = () =>
  new AuthRefusal(401, 'auth.refused', {
    zh: '账号或密码不正确，或尝试次数过多，请稍后再试',
    en: 'Wrong login or password, or too many tries; please try again later',
  })

export const tooManyTries = (retryAfter: number) =>
  new AuthRefusal(
    429,
    'auth.tooManyTries',
    { zh: '尝试次数过多，请稍后再试', en: 'Too many tries; please try again later' },
    { retryAfter },
  )

export const needsSession = () =>
  new AuthRefusal(403, 'auth.sessionRequired', {
    zh: '此操作须登录后进行，不能使用 API 密钥',
    en: 'Sign in to do this; an API key is not enough',
  })

export const passwordChangeRequired = () =>
  new AuthRefusal(403, 'auth.mustChangePassword', {
    zh: '请先修改初始密码',
    en: 'Please change your initial password first',
  })

export const secondFactorRequired = () =>
  new AuthRefusal(403, 'auth.twoFactorRequired', {
    zh: '贵公司要求使用两步验证，请先设置',
    en: 'Your company asks for two-step sign-in; set it up first',
  })

export const secondFactorCompulsory = () =>
  new AuthRefusal(409, 'twoFactor.compulsory', {
    zh: '贵公司要求使用两步验证，不能关闭',
    en: 'Your company asks for two-step sign-in; it cannot be switched off',
  })

export const wrongPassword = () =>
  new AuthRefusal(400, 'auth.wrongPassword', { zh: '当前密码不正确', en: 'The current password is wrong' })

export const wrongCode = () =>
  new AuthRefusal(401, 'auth.wrongCode', {
    zh: '验证码不正确或已使用',
    en: 'The code is wrong or was already used',
  })

export const challengeExpired = () =>
  new AuthRefusal(401, 'auth.challengeExpired', {
    zh: '验证已过期，请重新登录',
    en: 'The challenge has expired; please sign in again',
  })

export const crossSite = () =>
  new AuthRefusal(403, 'auth.crossSite', {
    zh: '已拒绝来自其他网站的请求',
    en: 'A request from another site was refused',
  })

export const notJson = () =>
  new AuthRefusal(415, 'request.notJson', { zh: '请求体须为 JSON', en: 'The request body must be JSON' })

export const badInput = (field: string) =>
  new AuthRefusal(400, 'request.invalid', { zh: '请求内容不正确', en: 'The request is not valid' }, { field })

export const badLink = () =>
  new AuthRefusal(400, 'auth.badLink', {
    zh: '链接无效、已使用或已过期',
    en: 'The link is not valid, was used, or has expired',
  })

export const twoFactorOff = () =>
  new AuthRefusal(409, 'twoFactor.off', { zh: '两步验证未开启', en: 'Two-factor sign-in is not on' })
