using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Static fields that hold business state, and what changes them. What can be computed again, and what only counts for operators, is no state.</summary>
internal static class SharedField
{
    private static readonly string[] s_changes =
    [
        "Add", "AddRange", "Insert", "Remove", "RemoveAt", "RemoveAll", "Clear", "Enqueue", "Dequeue", "TryDequeue", "Push", "Pop", "TryPop", "TryAdd", "TryRemove", "TryUpdate", "AddOrUpdate", "UnionWith",
        "TryTake",
    ];

    private static readonly string[] s_collections =
    [
        "List", "Dictionary", "HashSet", "Queue", "Stack", "SortedDictionary", "SortedList", "SortedSet", "LinkedList", "ConcurrentDictionary", "ConcurrentBag", "ConcurrentQueue", "ConcurrentStack", "IList",
        "IDictionary", "ICollection", "ISet",
    ];

    /// <summary>Names of what is recomputed, pooled, measured or guarded per process on purpose.</summary>
    private static readonly Regex s_apart = new(
        "cache|memo|pool|compiled|lazy|metric|telemetr|diagnostic|stat(s|istics)|profil|lock|semaphore|gate|types?$|registr|factor|handlers?$|options|serializer|regex|resolved|reflect|log(ged|s)?$|warned|throttl|requests$|hits$|calls$|errors$|failures$|uptime|health",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Names of classes that keep something for their process on purpose.</summary>
    private static readonly Regex s_apartTypes = new(
        "cache|memo|pool|metric|telemetr|diagnostic|stat(s|istics)|profil|registr|factor|serializer|throttl|health|sampl|log(ger)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static bool Changes(IMethodSymbol method) =>
        Array.IndexOf(s_changes, method.Name) >= 0 && IsCollection(method.ContainingType);

    /// <summary>The static collection behind an expression, or null.</summary>
    public static ISymbol? Of(IOperation instance)
    {
        // The values of a shared dictionary are shared too.
        while (LocalValues.Bare(instance) is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner })
            instance = owner;
        return LocalValues.Bare(instance) is IFieldReferenceOperation or IPropertyReferenceOperation && LocalValues.Named(instance) is { IsStatic: true, DeclaringSyntaxReferences.Length: > 0 } field && !s_apart.IsMatch(field.Name)
            && !s_apartTypes.IsMatch(field.ContainingType.Name) && !HasAttribute(field) && TypeOf(field) is INamedTypeSymbol type && IsCollection(type) && !Recomputed(type) && !type.TypeArguments.Any(IsHandle) ? field : null;
    }

    /// <summary>The collection that a singleton keeps behind an expression, or null.</summary>
    public static ISymbol? OfSingleton(IOperation instance) =>
        LocalValues.Bare(instance) is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsStatic: false, DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences.Length: > 0 } field }
        && !s_apart.IsMatch(field.Name) && !s_apartTypes.IsMatch(field.ContainingType.Name) && !s_livesHere.IsMatch(field.Name) && !s_livesHere.IsMatch(field.ContainingType.Name)
        && field.Type is INamedTypeSymbol type && IsCollection(type) && !Recomputed(type) && !type.TypeArguments.Any(LivesHere) ? field : null;

    /// <summary>The collection around a mapped handler that the handler changes, or null: one for all requests.</summary>
    public static ISymbol? Captured(IOperation instance)
    {
        if (LocalValues.Bare(instance) is not ILocalReferenceOperation { Local: { DeclaringSyntaxReferences.Length: > 0 } local } use || s_apart.IsMatch(local.Name) || local.Type is not INamedTypeSymbol type || !IsCollection(type) || Recomputed(type))
            return null;
        for (IOperation? current = use; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && EntryPoints.IsMapped(current))
                return current.Syntax.Span.Contains(local.DeclaringSyntaxReferences[0].Span) ? null : local;
        }

        return null;
    }

    /// <summary>Connections, queues and what else exists in one process only, of which another process has its own.</summary>
    private static readonly Regex s_livesHere = new(
        "connect|subscri|channel|socket|client|listener|observer|queue|buffer|batch|pending|running|inflight|broker|hub|breaker|snapshot|copy|index|lookup|compil|fake|stub|mock|test|bucket|timer|watch",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static bool LivesHere(ITypeSymbol type) => IsHandle(type) || type.SpecialType == SpecialType.System_Object;

    /// <summary>Watchers, sockets and other handles, or collections of them: they can't be kept anywhere else.</summary>
    private static bool IsHandle(ITypeSymbol type) => type.AllInterfaces.Any(static contract => contract.Name is "IDisposable" or "IAsyncDisposable")
        || type is INamedTypeSymbol { TypeArguments: { IsEmpty: false } parts } && parts.Any(IsHandle);

    /// <summary>A static number, string or object that is written, or null.</summary>
    public static ISymbol? Counter(IOperation target, bool isData = false) =>
        LocalValues.Named(target) is { IsStatic: true, DeclaringSyntaxReferences.Length: > 0 } field && field is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { IsStatic: true } && (isData || !s_apart.IsMatch(field.Name)) && !s_apartTypes.IsMatch(field.ContainingType.Name)
        && !HasAttribute(field) && TypeOf(field) is { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_String } ? field : null;

    /// <summary>Whether what a counter gives out becomes part of an object of this code: then it numbers things, whatever its name says.</summary>
    public static bool BecomesData(IOperation counted)
    {
        if (IsPart(counted))
            return true;
        for (var current = counted.Parent; current is IConversionOperation or IVariableInitializerOperation or IVariableDeclaratorOperation; current = current.Parent)
        {
            if (current is IVariableDeclaratorOperation declared)
                return LocalValues.Root(counted).Descendants().Any(inner => inner is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declared.Symbol) && IsPart(local));
        }

        return false;
    }

    private static bool IsPart(IOperation value)
    {
        var parent = value.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent switch
        {
            IArgumentOperation { Parent: IObjectCreationOperation { Type.DeclaringSyntaxReferences.IsEmpty: false } } => true,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { DeclaringSyntaxReferences.IsEmpty: false, ContainingType.IsAnonymousType: false } } } => true,
            _ => false,
        };
    }

    /// <summary>Whether a private number is only counted, logged and measured: nothing is decided by it, and nobody is told it.</summary>
    public static bool IsOnlyMeasured(ISymbol field, CancellationToken cancellation)
    {
        if (field is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, Type.SpecialType: not SpecialType.System_String })
            return false;
        return field.ContainingType.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(cancellation).DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name).All(IsMeasure);
    }

    /// <summary>Whether what is written was measured with a stopwatch.</summary>
    public static bool IsTimed(IOperation write) => write is ICompoundAssignmentOperation { Value: var value } && value.DescendantsAndSelf().Any(static inner => inner.Type.Is("System.Diagnostics.Stopwatch"))
        || write is IInvocationOperation call && call.Arguments.Any(static argument => argument.Value.DescendantsAndSelf().Any(static inner => inner.Type.Is("System.Diagnostics.Stopwatch")));

    private static bool IsMeasure(IdentifierNameSyntax name)
    {
        SyntaxNode used = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        if (used.Parent is PostfixUnaryExpressionSyntax { Parent: ExpressionStatementSyntax } or PrefixUnaryExpressionSyntax { Parent: ExpressionStatementSyntax } or AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax })
            return true;
        if (used.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0, Parent.Parent: { } counted })
            used = counted;
        return used.Parent is ExpressionStatementSyntax
            || used.Ancestors().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method } && Array.Exists(s_measures, word => method.StartsWith(word, StringComparison.Ordinal)));
    }

    private static readonly string[] s_measures = ["Log", "CreateObservable", "Record", "WriteMetric", "TrackMetric"];

    private static bool HasAttribute(ISymbol field) => field.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute");

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static bool IsCollection(INamedTypeSymbol type) => type.Arity > 0 && Array.IndexOf(s_collections, type.Name) >= 0 && type.ContainingNamespace?.ContainingNamespace?.Name is "Collections" or "System";

    /// <summary>Objects of an abstract type that do something are parts of the program, not data.</summary>
    private static bool IsMachinery(ITypeSymbol type) =>
        type is { IsAbstract: true, SpecialType: SpecialType.None, DeclaringSyntaxReferences.IsEmpty: false } && type.GetMembers().Any(static member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsAbstract: true });

    /// <summary>Keys that are code, and values that are machinery, are made again by the next process.</summary>
    private static bool Recomputed(INamedTypeSymbol type) => type.TypeArguments.Any(static argument => IsMachinery(argument) ||
        argument.TypeKind == TypeKind.Delegate || argument.Name is "Type" or "PropertyInfo" or "MethodInfo" or "MemberInfo" or "Assembly" or "Regex" or "SemaphoreSlim" or "Lazy" or "Expression" or "Timer" or "CancellationTokenSource" or "TaskCompletionSource" or "WebSocket" or "Task");
}
