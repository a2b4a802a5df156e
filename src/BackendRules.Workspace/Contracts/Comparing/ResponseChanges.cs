namespace BackendRules.Workspaces;

/// <summary>BRC030 to BRC038 and BRC051.</summary>
internal static class ResponseChanges
{
    public static void Report(Subject subject, (ApiService Service, ApiEndpoint Endpoint) before, (ApiService Service, ApiEndpoint Endpoint) after, StyleShift style)
    {
        var (old, young) = (before.Endpoint, after.Endpoint);
        Statuses(subject, old, young);
        foreach (var answer in old.Responses)
        {
            if (young.Responses.FirstOrDefault(r => r.Status == answer.Status) is not { } same)
                continue;
            if (answer.Status >= 400)
            {
                Errors(subject, before.Service, after.Service, answer, same);
                continue;
            }

            if (!same.MediaTypes.IsEmpty && answer.MediaTypes.Except(same.MediaTypes).ToArray() is { Length: > 0 } gone)
                subject.Report("BRC032", ContractLevel.Breaking, Direction.Response, $"{answer.Status} is no longer written as {string.Join(", ", gone)}", new Changed(null, string.Join(", ", gone), string.Join(", ", same.MediaTypes)));
            foreach (var header in answer.Headers.Except(same.Headers))
                subject.Report("BRC038", ContractLevel.Breaking, Direction.Response, $"{answer.Status} no longer has the header '{header}'", new Changed(null, header, null) { Confidence = Worst(old, young) });
            Bodies(subject, before, after, style, answer, same);
        }
    }

    private static void Statuses(Subject subject, ApiEndpoint old, ApiEndpoint young)
    {
        var added = young.Responses.Select(static r => r.Status).Except(old.Responses.Select(static r => r.Status)).ToList();
        foreach (var answer in old.Responses)
        {
            // A status that wasn't found any more may still be there when a part of the body can't be followed.
            if (young.Responses.Any(r => r.Status == answer.Status) || young.AnswersConfidence != Confidence.Exact)
                continue;
            if (answer.Status >= 400)
            {
                subject.Report("BRC031", ContractLevel.Info, Direction.Response, $"{answer.Status} is no longer answered", new Changed(null, Text(answer.Status), null));
                continue;
            }

            var instead = added.Where(static status => status < 400).Select(Text).FirstOrDefault();
            subject.Report("BRC030", ContractLevel.Breaking, Direction.Response, instead is null ? $"{answer.Status} is no longer answered" : $"{instead} is answered instead of {answer.Status}", new Changed(null, Text(answer.Status), instead));
        }

        if (old.AnswersConfidence != Confidence.Exact)
            return;
        foreach (var status in added.Where(static status => status >= 400))
        {
            subject.Report("BRC031", status is 401 or 403 or 429 ? ContractLevel.Potential : ContractLevel.Info, Direction.Response, $"{status} can be answered", new Changed(null, null, Text(status)));
        }
    }

    private static void Bodies(Subject subject, (ApiService Service, ApiEndpoint Endpoint) before, (ApiService Service, ApiEndpoint Endpoint) after, StyleShift style, ApiResponse old, ApiResponse young)
    {
        var confidence = old.IsDeclared && young.IsDeclared ? Confidence.Exact : Worst(before.Endpoint, after.Endpoint);
        switch (old.Type, young.Type)
        {
            case ({ } was, null):
                subject.Report("BRC035", ContractLevel.Breaking, Direction.Response, $"{old.Status} has no body instead of {was}", new Changed("$", was.ToString(), null) { Confidence = confidence });
                break;
            case ({ } was, { } becomes):
                new ResponseWalk(subject, before.Service, after.Service, style, confidence).Compare(was, becomes, Spot.Body("The body of " + Text(old.Status)));
                break;
        }
    }

    private static void Errors(Subject subject, ApiService before, ApiService after, ApiResponse old, ApiResponse young)
    {
        if (old.Type is null || young.Type is null)
        {
            if (old.Type is { } gone)
                subject.Report("BRC051", ContractLevel.Potential, Direction.Response, $"{old.Status} has no body instead of {gone}", new Changed(null, gone.ToString(), null));
            return;
        }

        var verdict = WireVerdict.Of(old.Type, young.Type, isText: false);
        var lost = verdict == Verdict.Same ? Names(before, old.Type).Except(Names(after, young.Type)).ToArray() : [];
        if (verdict is Verdict.Same or Verdict.Narrower && lost.Length == 0)
            return;
        subject.Report("BRC051", ContractLevel.Potential, Direction.Response, lost.Length > 0 ? $"Errors with status {old.Status} no longer have {string.Join(", ", lost.Select(static one => $"'{one}'"))}" : $"Errors with status {old.Status} are {young.Type} instead of {old.Type}",
            new Changed(null, old.Type.ToString(), young.Type.ToString()) { Key = "errors " + Text(old.Status) });
    }

    private static IEnumerable<string> Names(ApiService service, TypeRef type) =>
        type.Ref is { } name && service.Types.GetValueOrDefault(name) is { } shape ? shape.Properties.Where(static p => p.InAnswers).Select(static p => p.Name) : [];

    private static Confidence Worst(ApiEndpoint old, ApiEndpoint young) => (Confidence)Math.Max((int)old.AnswersConfidence, (int)young.AnswersConfidence);

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
