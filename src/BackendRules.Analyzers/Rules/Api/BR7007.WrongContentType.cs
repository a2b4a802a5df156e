using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR7007: an answer whose content type says something else than it is.</summary>
public sealed class WrongContentType : Check
{
    internal static readonly Rule Declared = new(
        "BR7007",
        nameof(WrongContentType),
        "The content type says what is sent",
        "'{0}' sends JSON as '{1}', which clients don't parse; say 'application/json'",
        Level.Info)
    {
        Profile = ["AD5"],
        Asvs = ["4.1.1"],
    };

    private static readonly DiagnosticDescriptor s_problem = Declared.Saying("'{0}' sends a problem as 'application/json', and clients recognise one by 'application/problem+json'; say so (RFC 9457)");
    private static readonly DiagnosticDescriptor s_unsaid = Declared.Saying("'{0}' sends JSON and no content type; set 'ContentType' to 'application/json' before");

    private static readonly DiagnosticDescriptor s_string = Declared.Saying("'{0}' answers with JSON in a string, which is sent as 'text/plain'; return the object, and the framework writes it");

    /// <summary>The property that tells the fix which way to go.</summary>
    internal const string Way = "way";

    private const string Produces = "Microsoft.AspNetCore.Mvc.ProducesAttribute";

    private static readonly Members s_texts = new(
        "Microsoft.AspNetCore.Mvc.ControllerBase.Content", "Microsoft.AspNetCore.Http.Results.{Text,Content}", "Microsoft.AspNetCore.Http.TypedResults.{Text,Content}");
    private static readonly Members s_contents = new("Microsoft.AspNetCore.Mvc.ContentResult.new");
    private static readonly Members s_writes = new("Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync");
    private static readonly Members s_json = new(
        "Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync", "Microsoft.AspNetCore.Http.Results.Json", "Microsoft.AspNetCore.Http.TypedResults.Json");

    public WrongContentType()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpResponse");

    public override void Start(Watch watch)
    {
        watch.Call(s_texts, static (context, call) =>
        {
            var type = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "contentType");
            var said = type is null || type.ArgumentKind == ArgumentKind.DefaultValue ? "text/plain" : type.Value.ConstantValue is { HasValue: true, Value: string text } ? text : null;
            if (said is "text/plain" or "text/html" && call.Arguments.Length > 0 && JsonText.Is(call.Arguments[0].Value))
                Report(context, call, Declared.Descriptor, type is null || type.ArgumentKind == ArgumentKind.DefaultValue ? "add" : "replace", call.TargetMethod.Name, said);
        });
        watch.Creation(s_contents, static (context, made) =>
        {
            if (Set(made, "Content") is not { } content || !JsonText.Is(content.Value))
                return;
            var type = Set(made, "ContentType");
            var said = type is null ? "text/plain" : type.Value.ConstantValue is { HasValue: true, Value: string text } ? text : null;
            if (said is "text/plain" or "text/html" && !SaysType(made, type))
                context.ReportDiagnostic(Diagnostic.Create(Declared.Descriptor, made.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Way, "initializer"), "ContentResult", said));
        });
        Handlers.Watch(watch, static handler =>
        {
            if (EndpointResponses.Awaited(handler.Method.ReturnType).SpecialType != SpecialType.System_String || HasProduces(handler.Method))
                return;
            foreach (var answer in Answers.Returned(handler.Body))
            {
                if (JsonText.Is(Answers.Plain(answer)))
                    handler.Report(Diagnostic.Create(s_string, answer.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Way, ""), handler.Name));
            }
        });
        watch.Call(s_writes, static (context, call) =>
        {
            if (call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "text") is { } text && JsonText.Is(text.Value) && !SaysType(call))
                Report(context, call, s_unsaid, "before", call.TargetMethod.Name);
        });
        watch.Call(s_json, static (context, call) =>
        {
            var value = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "value" or "data");
            if (value is not null && LocalValues.Bare(value.Value).Type.IsOrInherits("Microsoft.AspNetCore.Mvc.ProblemDetails") && call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "contentType") is null or { ArgumentKind: ArgumentKind.DefaultValue })
                Report(context, call, s_problem, "problem", call.TargetMethod.Name);
        });
    }

    private static ISimpleAssignmentOperation? Set(IObjectCreationOperation made, string property) =>
        made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(one => one.Target is IPropertyReferenceOperation { Property.Name: var name } && name == property);

    private static bool HasProduces(IMethodSymbol method) => method.HasAttribute(Produces) || method.ContainingType?.HasAttribute(Produces) == true;

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, DiagnosticDescriptor rule, string way, params object[] arguments)
    {
        context.ReportDiagnostic(Diagnostic.Create(rule, CallPlace.OfName(call), ImmutableDictionary<string, string?>.Empty.Add(Way, way), arguments));
    }

    /// <summary>Whether the function, or one around it, sets a content type somewhere.</summary>
    private static bool SaysType(IOperation call, IOperation? except = null)
    {
        foreach (var inner in LocalValues.Root(call).Descendants())
        {
            if (inner != except && inner is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } target }
                && (property.Name == "ContentType" || property.IsIndexer && target.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: string header } }] && string.Equals(header, "Content-Type", StringComparison.OrdinalIgnoreCase)))
                return true;
            if (inner is IInvocationOperation { TargetMethod.Name: "Append" or "Add", Arguments: { Length: > 1 } arguments } && arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: string header } && string.Equals(header, "Content-Type", StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }
}
