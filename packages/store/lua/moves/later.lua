-- Writes that the moves of a call share are made together, one command for each key. Included by transition.lua.
--
-- What is written later is read by nobody before, except of a generation that moves a second time in the same call:
-- write_now() goes before that, and before whatever else reads it.

-- A time, as text: what Lua has as a number costs a command more to write than all else.
local function time_in(call, ms)
  local text = call.times[ms] or string.format('%.0f', call.now + ms)
  call.times[ms] = text
  return text
end

-- Writes one argument, or two, with all others of this command and key.
local function write_later(call, command, key, first, second)
  local of_command = call.later[command] or {}
  call.later[command] = of_command
  local write = of_command[key]
  if not write then
    write = { command, key }
    of_command[key] = write
    call.writes[#call.writes + 1] = write
  end
  write[#write + 1] = first
  write[#write + 1] = second
end

local function write_now(call)
  for _, write in ipairs(call.writes) do
    local changed = redis.call(unpack(write))
    -- A slot is free, that somebody may take.
    if write[1] == 'ZREM' and write[2] == call.slots and changed > 0 then
      call.wake = true
    end
  end
  call.later, call.writes = {}, {}
end
