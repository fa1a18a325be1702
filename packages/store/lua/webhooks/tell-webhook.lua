-- Writes an event for webhooks. Included by scripts.

-- Written in the step of the change itself: whoever delivers finds it there, however long he was away. Each tenant has
-- an outbox of its own, so that one tenant's flood holds up and pushes out nobody else's. Where nobody ever delivers,
-- its oldest go. url '*': the URL of the batch, which stands there once.
local MAX_WEBHOOKS = 100000
local function tell_webhook(tenant, url, event, name, id, now, batch_id)
  if url then
    local number = redis.call('INCR', key_of.webhook_sequence)
    local of = url == '*' and { 'batch', batch_id } or { 'url', url }
    redis.call(
      'XADD',
      key_of.webhook_outbox(tenant or ''),
      'MAXLEN',
      '~',
      MAX_WEBHOOKS,
      '*',
      'event',
      event,
      name,
      id,
      'at',
      now,
      'n',
      number,
      of[1],
      of[2]
    )
    redis.call('ZADD', key_of.webhooks_told, 'NX', now, tenant or '')
    if redis.call('EXISTS', key_of.webhook_wake) == 0 then
      redis.call('LPUSH', key_of.webhook_wake, '1')
    end
  end
end
