-- What happened to generations, for the series of lua/history/add-history.lua. Included by scripts.
--
-- key_of.happenings is a LIST of '<what>|<ms>|<tenant>|<batch>|<model>|<account>|...': it is written in the step in
-- which things happen, and taken off every few seconds by one worker of the fleet. Where none runs the oldest go.
--
--   c|...|<count>                 submitted
--   m|...|<millionths>            charged
--   e|...|<state>|<code>|<polls>  ended

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

-- After the move is written.
local function note_happening(call, step)
  local ended = ENDED_LIST[step.to] and not ENDED_LIST[step.from]
  if not ended and not step.settled then
    return
  end
  local fields = redis.call('HMGET', step.record, 'tenant', 'request', 'account', 'pollCount', 'error')
  local function note(what, ...)
    call.happenings[#call.happenings + 1] =
      happening(what, call.now, fields[1], call.batch_id, model_in(fields[2]), fields[3], ...)
  end
  if step.settled then
    note('m', string.format('%.0f', step.charged_now))
  end
  if ended then
    local code = step.to == 'failed' and string.match(fields[5] or '', '"code":"([%w_]+)"') or ''
    note('e', step.to, code, fields[4] or '0')
  end
end
