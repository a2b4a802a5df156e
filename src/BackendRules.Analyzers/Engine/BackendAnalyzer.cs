using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Hosts checks under one driver registration: concurrency on, generated code off, gates first, one action for each kind of operation.</summary>
public abstract class BackendAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<Check> _checks;

    protected BackendAnalyzer(ImmutableArray<Check> checks)
    {
        _checks = checks;
        SupportedDiagnostics = checks.Select(static check => check.Rule.Descriptor).ToImmutableArray();
    }

    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private void Start(CompilationStartAnalysisContext start)
    {
        var known = Known.Of(start.Compilation);
        var project = ProjectKind.Of(start.Compilation, start.Options, start.CancellationToken);
        var watch = new Watch(start.Compilation, start.Options, start.CancellationToken);
        var wanted = new Wanted(start.Compilation, start.CancellationToken);
        foreach (var check in _checks)
        {
            if ((!project.IsTest || check.Rule.InTests) && wanted.Includes(check.Rule) && check.Concerns(known))
                check.Start(watch);
        }

        Register(start, watch);
    }

    private static void Register(CompilationStartAnalysisContext start, Watch watch)
    {
        if (watch.Calls.Count > 0)
            watch.Operation(OperationKind.Invocation, Dispatch(watch.Calls.ToArray()));
        if (watch.Creations.Count > 0)
            watch.Operation(OperationKind.ObjectCreation, DispatchCreation(watch.Creations.ToArray()));
        foreach (var pair in watch.Operations)
            start.RegisterOperationAction(Join(pair.Value), pair.Key);
        foreach (var pair in watch.Symbols)
            start.RegisterSymbolAction(Join(pair.Value), pair.Key);
        foreach (var pair in watch.Nodes)
            start.RegisterSyntaxNodeAction(Join(pair.Value), pair.Key);
        if (watch.Bodies.Count > 0)
            start.RegisterOperationBlockAction(Join(watch.Bodies));
        if (watch.Trees.Count > 0)
            start.RegisterSyntaxTreeAction(Join(watch.Trees));
        if (watch.Models.Count > 0)
            start.RegisterSemanticModelAction(Join(watch.Models));
        if (watch.Files.Count > 0)
            start.RegisterAdditionalFileAction(Join(watch.Files));
        if (watch.Ends.Count > 0)
            start.RegisterCompilationEndAction(Join(watch.Ends));
    }

    /// <summary>One lookup by the method's name finds the few rules of hundreds that may want a call.</summary>
    private static Action<OperationAnalysisContext> Dispatch((Members Members, Action<OperationAnalysisContext, IInvocationOperation> See)[] calls)
    {
        var named = calls.Where(static call => call.Members.Names is not null).SelectMany(static call => call.Members.Names!.Select(name => (name, call)))
            .GroupBy(static pair => pair.name, static pair => pair.call, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.Ordinal);
        var others = calls.Where(static call => call.Members.Names is null).ToArray();
        return context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (named.TryGetValue(call.TargetMethod.Name, out var found))
                Show(found, context, call);
            Show(others, context, call);
        };
    }

    private static void Show((Members Members, Action<OperationAnalysisContext, IInvocationOperation> See)[] calls, OperationAnalysisContext context, IInvocationOperation call)
    {
        foreach (var (members, see) in calls)
        {
            if (members.Contain(call.TargetMethod))
                see(context, call);
        }
    }

    private static Action<OperationAnalysisContext> DispatchCreation((Members Members, Action<OperationAnalysisContext, IObjectCreationOperation> See)[] creations) =>
        context =>
        {
            var creation = (IObjectCreationOperation)context.Operation;
            if (creation.Constructor is not { } constructor)
                return;
            foreach (var (members, see) in creations)
            {
                if (members.Contain(constructor))
                    see(context, creation);
            }
        };

    private static Action<T> Join<T>(List<Action<T>> actions)
    {
        if (actions.Count == 1)
            return actions[0];
        var all = actions.ToArray();
        return context =>
        {
            foreach (var action in all)
                action(context);
        };
    }
}
