namespace MageAI.Schedules;

/// <summary>What a session gives for schedules.</summary>
internal static class ScheduleSession
{
    extension(MageSession session)
    {
        public ScheduleClient Schedules => session.Client(static session => new ScheduleClient(session));
    }
}
