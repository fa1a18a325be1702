-- When a batch has ended. Included by scripts.

--- @include "webhooks/tell-webhook"

-- Stamps the end of a sealed batch, and puts it down for its report. Returns why it has to stop, if it has.
local function note_batch_ends(batch, batch_id, now)
  local fields = redis.call(
    'HMGET',
    batch,
    'total',
    'succeeded',
    'failed',
    'cancelled',
    'sealedAt',
    'maxFailureRatio',
    'flag.stopped',
    'endedAt'
  )
  local total, failed = tonumber(fields[1] or 0), tonumber(fields[3] or 0)
  if fields[5] and tonumber(fields[2] or 0) + failed + tonumber(fields[4] or 0) >= total then
    -- Sealed or completed again, it has not ended again.
    if fields[8] then
      return nil
    end
    redis.call('HSET', batch, 'endedAt', now)
    redis.call('ZADD', key_of.batches_to_report, now, batch_id)
    local told = redis.call('HMGET', batch, 'tenant', 'webhook')
    tell_webhook(told[1], told[2], 'batch.ended', 'batch', batch_id, now)
  elseif fields[6] and not fields[7] and failed > tonumber(fields[6]) * total then
    return 'failure_ratio'
  end
end
