-- What happened to generations, for the series of lua/history/add-history.lua. Included by scripts.
--
-- key_of.happenings is a LIST of '<what>|<ms>|<tenant>|<batch>|<model>|<account>|...': it is written in the step in
-- which things happen, and taken off every few seconds by one worker of the fleet. Where none runs the oldest go.
--
--   c|...|<count>                                  submitted
--   m|...|<millionths>|<ms since the poll before>  its task was done, or it was charged
--   e|...|<state>|<code>|<polls>|<stage of a failure>|<1: doubted>|<created>|<submitted>|<accepted>|<generated>  ended,
--                                                  times in ms

--- @include "records/states"

-- Some 2 MB.
local MOST_HAPPENINGS = 20000

-- The model of a request. A quote within a text of JSON has a backslash, so that no prompt looks like this.
local function model_in(request)
  return string.match(request or '', '"model":"([^"|]*)"') or ''
end

local function happening(what, now, tenant, batch, model, account, ...)
  local head = { what, string.format('%.0f', now), tenant or '', batch, model, account or '', ... }
  return table.concat(head, '|')
end

local function note_happenings(happenings)
  if #happenings > 0 and redis.call('RPUSH', key_of.happenings, unpack(happenings)) > MOST_HAPPENINGS then
    redis.call('LTRIM', key_of.happenings, -MOST_HAPPENINGS, -1)
  end
end

-- Whether the task of this move was found to be done.
local function is_done(step)
  return step.to == 'downloading' and HOLDS_SLOT[step.from]
end

-- After the move is written.
local function note_happening(call, step)
  local ended = ENDED_LIST[step.to] and not ENDED_LIST[step.from]
  if not ended and not step.settled and not is_done(step) then
    return
  end
  local record = step.record
  local fields = redis.call('HMGET', record, 'tenant', 'request', 'account')
  local function note(what, ...)
    call.happenings[#call.happenings + 1] =
      happening(what, call.now, fields[1], call.batch_id, model_in(fields[2]), fields[3], ...)
  end
  if step.settled or is_done(step) then
    local since = is_done(step) and call.now - tonumber(step.updated_at or call.now) or ''
    note('m', string.format('%.0f', step.charged_now or 0), since)
  end
  if ended then
    local told = redis.call(
      'HMGET',
      record,
      'error',
      'pollCount',
      'video',
      'createdAt',
      'submittedAt',
      'acceptedAt',
      'generatedAt'
    )
    local error = step.to == 'failed' and told[1] or ''
    local doubted = step.to == 'succeeded' and string.find(told[3] or '', '"warnings":[', 1, true) and '1' or ''
    note(
      'e',
      step.to,
      string.match(error, '"code":"([%w_]+)"') or '',
      told[2] or '0',
      string.match(error, '"stage":"(%a+)"') or '',
      doubted,
      told[4] or '',
      told[5] or '',
      told[6] or '',
      told[7] or ''
    )
  end
end
